# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of this repository that no ready tool offers.

Each is a module with a function `check` that takes the root of the tree and returns the problems it found.
"""

from __future__ import annotations
