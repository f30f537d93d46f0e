"""What one sees only by looking across projects, files and cards."""

from caseapp.domain.labels import Word


class FindingKind(Word):
    DOUBLE = "double", "重复救助", "Double aid", "bad"
    SAME_CARD = "same_card", "多人共用一卡", "One card, several payees", "bad"
    OFF_FILE = "off_file", "离档后仍受助", "Aided after leaving the file", "bad"
