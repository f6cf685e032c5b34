"""The program that people download to check a proof without us. Nothing here imports the rest of the project."""
