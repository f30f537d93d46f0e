"""The named groups whose people are consoled without a household file."""

from caseapp.domain.labels import Word


class SpecialGroup(Word):
    SANITATION = "sanitation", "环卫工人", "Sanitation workers"
    COURIER = "courier", "快递员", "Couriers"
    RIDER = "rider", "网约配送员", "Delivery riders"
    DRIVER = "driver", "网约车和货车司机", "Ride-hailing and truck drivers"
    MIGRANT = "migrant", "困难农民工", "Migrant workers in difficulty"
    OTHER = "other", "其他", "Other"
