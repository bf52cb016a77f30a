"""`python -m servicepunkt`: the same as the console script."""

import sys

from servicepunkt.cli import main

sys.exit(main())
