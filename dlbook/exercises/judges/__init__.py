"""How the exercises judge: a module for each topic whose questions are open or many.

A judge takes an answer and returns None when it is right, else the name of a mistake
or a sentence. Beside them stand the programs that misconceptions write, and the makers
of random inputs. The questions themselves are in `dlbook.exercises`.
"""
