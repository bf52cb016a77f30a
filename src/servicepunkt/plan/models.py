"""What is stored of a place's project plan. Each subject has its own file."""

from .models_chapters import Chapter as Chapter
from .models_chapters import ChapterDecision as ChapterDecision
from .models_chapters import Edition as Edition
from .models_chapters import Risk as Risk
from .models_influence import Influence as Influence
from .models_influence import LogEntry as LogEntry
from .models_influence import OperatingForm as OperatingForm
