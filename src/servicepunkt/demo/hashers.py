"""How the demonstration's passwords are kept: in a form that is only understood in demo mode."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoHasher(PBKDF2PasswordHasher):
    """Named in PASSWORD_HASHERS in demo mode only. Outside it Django does not know "demo" and refuses the password."""

    algorithm = "demo"
    iterations = 10_000
