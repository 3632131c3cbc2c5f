-- expect: untrusted-language "plpython3u"
create function f() returns void language plpython3u as 'pass';
do language PLPERLU 'system("true")'; -- expect: untrusted-language "plperlu"
create extension plpython3u; -- expect: untrusted-language
