"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

tell_acts(
    "people",
    {
        "keep": pgettext_lazy("logg", "förde in en organisation"),
        "seat": pgettext_lazy("logg", "utsåg en person till en plats"),
        "end": pgettext_lazy("logg", "avslutade en persons tid på en plats"),
        "open": pgettext_lazy("logg", "öppnade en plats eller grupp"),
        "invite": pgettext_lazy("logg", "bjöd in någon att logga in"),
        "hand_over": pgettext_lazy("logg", "fick en inbjudan att lämna över"),
        "uninvite": pgettext_lazy("logg", "tog tillbaka en inbjudan"),
        "accept": pgettext_lazy("logg", "tog emot en inbjudan"),
        "readdress": pgettext_lazy("logg", "ändrade någons e-postadress"),
        "choose": pgettext_lazy("logg", "valde vilka brev som ska komma"),
        "enable": pgettext_lazy("logg", "gav någon ett konto att logga in med"),
        "lock": pgettext_lazy("logg", "stängde ett konto som inte har någon plats längre"),
        "unlock": pgettext_lazy("logg", "öppnade ett konto som har fått en plats igen"),
        "forget": pgettext_lazy("logg", "tog bort inloggningen för ett stängt konto"),
        "log_out": pgettext_lazy("logg", "loggade ut från andra ställen"),
        "password": pgettext_lazy("logg", "bytte lösenord"),
        "connect": pgettext_lazy("logg", "kopplade organisationens inloggning till kontot"),
        "disconnect": pgettext_lazy("logg", "tog bort organisationens inloggning från kontot"),
        "add_totp": pgettext_lazy("logg", "lade till koder från en app vid inloggning"),
        "drop_totp": pgettext_lazy("logg", "tog bort koder från en app vid inloggning"),
        "add_webauthn": pgettext_lazy("logg", "lade till en nyckel att logga in med"),
        "drop_webauthn": pgettext_lazy("logg", "tog bort en nyckel att logga in med"),
        "add_recovery_codes": pgettext_lazy("logg", "tog fram reservkoder"),
        "drop_recovery_codes": pgettext_lazy("logg", "tog bort sina reservkoder"),
    },
)
