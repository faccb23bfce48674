"""`python -m api` is `chayici`."""

from api.main import main

main()
