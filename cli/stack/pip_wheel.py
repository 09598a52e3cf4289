"""Print the path of pip's wheel, for a Python whose standard library came without one, as Debian splits it.

The script `dasai` runs this with the system's Python before there is any environment: the standard library alone is imported.
"""

from __future__ import annotations

import sys

from . import debian_packages
from .program import StackProblem

PACKAGES = debian_packages.PackageSet(
    name="pip",
    title=("Python 的 pip", "Python's pip"),
    packages=(("python3-pip-whl",),),
    whole=("python3-pip-whl",),
    without_apt=(
        "请用本系统的包管理器安装 Python 的 venv 和 ensurepip 模块，或在 DASAI_PYTHON 中指定另一个 Python，然后重试",
        "Install the modules venv and ensurepip of Python with this system's packages, or name another Python in "
        "DASAI_PYTHON, then try again",
    ),
)


def main() -> int:
    """Print the path and return the exit code."""
    try:
        tree = debian_packages.obtain(PACKAGES)
    except StackProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(next(tree.glob("usr/share/python-wheels/pip-*.whl")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
