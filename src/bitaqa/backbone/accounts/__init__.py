"""Who works at the centre, what they may do, and where: accounts, roles in scopes, sign-in with two factors."""
