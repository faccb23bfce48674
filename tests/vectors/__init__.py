"""Worked values of both draws that a program in any language can be held against: `draw.json`.

`python -m tests.vectors` writes the file anew: what is given, from here, and what the product answers. Every section
is a list of cases, each with what is `given` and what is `expected`; all texts are UTF-8, all hashes hex digits, and
`lists` are the frozen lists, file by file.
"""
