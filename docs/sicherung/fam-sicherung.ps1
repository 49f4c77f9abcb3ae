# Windows: eine Sicherung, ausgelöst von der Aufgabenplanung. Pfade anpassen.
#
# 1. Einmal, angemeldet als das Konto, unter dem die Aufgabe läuft. Das Kennwort liegt dann so verschlüsselt, dass nur
#    dieses Konto auf diesem Rechner es lesen kann:
#      Read-Host "Kennwort der Sicherung" -AsSecureString | Export-Clixml C:\fam\sicherung.xml
# 2. Jede Nacht um 3 Uhr:
#      $was = New-ScheduledTaskAction -Execute powershell.exe -Argument "-NoProfile -File C:\fam\docs\sicherung\fam-sicherung.ps1"
#      $wann = New-ScheduledTaskTrigger -Daily -At 3am
#      $wie = New-ScheduledTaskSettingsSet -StartWhenAvailable
#      Register-ScheduledTask -TaskName "FAM sichern" -Action $was -Trigger $wann -Settings $wie -User BEREICH\fam -Password (Read-Host)
$ErrorActionPreference = "Stop"
Set-Location C:\fam
$geheim = Import-Clixml C:\fam\sicherung.xml
$env:FAM_BACKUP_PASSPHRASE = [System.Net.NetworkCredential]::new("", $geheim).Password
& .venv\Scripts\python.exe -m fam backup D:\sicherungen --keep 30 *>> D:\sicherungen\sicherung.log
exit $LASTEXITCODE
