"""What every rule needs: ids, errors, states, time, money, calendars."""
