"""`python -m bitaqa` is `bitaqa`."""

from bitaqa.cli import main

raise SystemExit(main())
