"""Every rule on its own examples: cases as SQL files with the expected findings marked in comments."""
