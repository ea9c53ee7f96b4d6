"""Every KPI again, slow and obvious: plain Python over the loaded rows, compared with the engine on generated hospitals."""
