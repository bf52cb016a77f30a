"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

tell_acts(
    "documents",
    {
        "draft": pgettext_lazy("logg", "började på ett dokument"),
        "write": pgettext_lazy("logg", "skrev i ett dokument"),
        "remark": pgettext_lazy("logg", "kommenterade eller dolde en del av ett dokument"),
        "insert": pgettext_lazy("logg", "lade till en del i ett dokument"),
        "shift": pgettext_lazy("logg", "flyttade en del av ett dokument"),
        "cut": pgettext_lazy("logg", "tog bort en tom del ur ett dokument"),
        "mark": pgettext_lazy("logg", "ändrade ett dokuments titel eller märkning"),
        "propose": pgettext_lazy("logg", "lade fram ett dokument för godkännande"),
        "take_back": pgettext_lazy("logg", "tog tillbaka ett dokument för ändring"),
        "approve": pgettext_lazy("logg", "godkände ett dokument"),
        "freeze": pgettext_lazy("logg", "frös en version"),
        "withdraw": pgettext_lazy("logg", "drog tillbaka ett fryst dokument"),
        "mask": pgettext_lazy("logg", "maskerade namn i ett dokument"),
        "destroy": pgettext_lazy("logg", "gallrade ett dokument"),
        "empty": pgettext_lazy("logg", "tömde utkastet till ett gallrat dokument"),
    },
)
