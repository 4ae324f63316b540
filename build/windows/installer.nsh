; What the app has written for its person while it ran, and what goes with it; not when one version replaces another.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "im.tsuwa.Tsuwa"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "im.tsuwa.Tsuwa"
    !insertmacro forgetScheme "xmpp"
    !insertmacro forgetScheme "tel"
  ${endIf}
!macroend

; A scheme that another program has taken since is that program's.
!macro forgetScheme scheme
  ReadRegStr $0 HKCU "Software\Classes\${scheme}\shell\open\command" ""
  StrLen $1 '"$INSTDIR\${APP_EXECUTABLE_FILENAME}"'
  StrCpy $2 $0 $1
  ${if} $2 == '"$INSTDIR\${APP_EXECUTABLE_FILENAME}"'
    DeleteRegKey HKCU "Software\Classes\${scheme}"
  ${endIf}
!macroend
