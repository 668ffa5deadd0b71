"""What the centre gave this station for its next days: opened once, kept encrypted, asked by the other rooms."""
