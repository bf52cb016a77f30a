"""What citizens and companies need: questionnaires, their answers and results, ideas, and need held against supply."""
