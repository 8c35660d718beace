"""How the exercises judge: a module for each topic whose questions are open or many.

A judge takes an answer and returns None when it is right, else the name of a mistake
or a sentence. Beside the judges stand the programs that misconceptions write, long
tables of wrong answers, and the makers of inputs. The questions themselves, and what
their solutions need, are in `dlbook.exercises`."""
