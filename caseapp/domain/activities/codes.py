"""Kinds of activity."""

from caseapp.domain.labels import Word


class ActivityKind(Word):
    CAMPAIGN = "campaign", "宣传活动", "Campaign"
    TRAINING = "training", "培训", "Training"
    VISIT = "visit", "送安全进基层", "Field safety visit"
