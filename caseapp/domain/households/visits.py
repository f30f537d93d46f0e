"""Visits to a household: what the visitors propose."""

from caseapp.domain.labels import Word


class Proposal(Word):
    NONE = "none", "无意见", "No proposal"
    PUT_ON_FILE = "put_on_file", "建议建档", "Put on file"
    KEEP = "keep", "建议继续在档", "Keep on file", "good"
    REASSESS = "reassess", "建议重新认定", "Assess anew", "warn"
    EXIT = "exit", "建议脱困", "Let exit", "info"
    CLOSE = "close", "建议注销", "Close the file", "bad"
