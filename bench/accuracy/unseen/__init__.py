"""What is read on kinds of paper that nothing was fitted on, and why what is missed is missed.

Rule: a figure that decides stands beside the one with everything fitted re-fitted without that kind; every miss is
shown with its crop and a cause, so that the next engineer starts from causes.
"""
