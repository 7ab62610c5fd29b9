"""What went wrong while the demo county was loaded."""


class SeedError(Exception):
    """演示数据没有载入。"""
