"""Django on SQLCipher: the stock SQLite backend over an encrypted file."""
