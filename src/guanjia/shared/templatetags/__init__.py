"""The words and parts that templates may use; library name `guanjia`."""
