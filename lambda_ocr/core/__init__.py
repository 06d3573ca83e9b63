"""The domain: values, geometry and the reading algorithm. Imports numpy and cv2, nothing else."""
