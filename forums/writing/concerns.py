"""What words in a post can make others worry about: it decides card, help lines, queue."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Concern(models.TextChoices):
    CRISIS = "crisis", _("crisis (thoughts of suicide or self-harm)")
    EMERGENCY = "emergency", _("medical emergency")
