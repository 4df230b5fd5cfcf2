"""Questions to and from GIFT, the text format that Moodle reads and writes. Everything here is pure.

The format as Moodle's own reader and writer have it: question/format/gift/format.php of moodle/moodle.
"""
