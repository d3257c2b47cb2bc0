{{- define "modelmonitor.labels" -}}
app.kubernetes.io/name: modelmonitor
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
{{- define "modelmonitor.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}-operator
{{- end }}
{{- /* The rules of a generated role; without those that only the webhook needs where it is off, or where cert-manager does that work. */ -}}
{{- define "modelmonitor.rules" -}}
{{- $root := index . 0 }}
{{- $webhook := $root.Values.webhook }}
{{- $rules := list }}
{{- range ($root.Files.Get (index . 1) | fromYaml).rules }}
{{- $off := or (and (has "secrets" .resources) (or (not $webhook.enabled) $webhook.certManager.enabled)) (and (has "mutatingwebhookconfigurations" .resources) (not $webhook.enabled)) }}
{{- if not $off }}{{- $rules = append $rules . }}{{- end }}
{{- end }}
{{- toYaml $rules }}
{{- end }}
