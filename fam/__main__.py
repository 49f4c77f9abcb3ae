"""`python -m fam ...`"""

import sys

from fam.cli import main

if __name__ == "__main__":
    sys.exit(main())
