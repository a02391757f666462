"""The closed loop, whole: every reaction in the house, one line each."""
