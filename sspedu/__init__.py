"""SSP Læring: course modules, progress and networks for the Danish SSP co-operation. Read `sspedu.app` first."""
