"""The page to play with: trained networks that compute in the browser, in one file that needs no network."""
