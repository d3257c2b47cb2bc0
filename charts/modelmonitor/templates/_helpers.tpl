{{- define "modelmonitor.labels" -}}
{{ include "modelmonitor.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
{{- /* What finds the operator's pods. A Deployment's selector cannot be changed, so this never is. */ -}}
{{- define "modelmonitor.selector" -}}
app.kubernetes.io/name: modelmonitor
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "modelmonitor.name" -}}
{{ .Release.Name | replace "." "-" | trunc 50 | trimSuffix "-" }}-operator
{{- end }}
{{- define "modelmonitor.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default (include "modelmonitor.name" .) }}
{{- end }}
{{- define "modelmonitor.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}
{{- end }}
{{- /* "true" or nothing: whether an object of prometheus-operator is written, by (list root enabled). */ -}}
{{- define "modelmonitor.wanted" -}}
{{- $root := index . 0 }}
{{- $enabled := toString (index . 1) }}
{{- if or (eq $enabled "true") (and (eq $enabled "auto") ($root.Capabilities.APIVersions.Has "monitoring.coreos.com/v1")) -}}
true
{{- end }}
{{- end }}
{{- /* Values that are right one by one and wrong together; the schema cannot see them. */ -}}
{{- define "modelmonitor.check" -}}
{{- if eq .Values.rbac.mode "namespaced" }}
{{- $cluster := list }}
{{- if .Values.webhook.enabled }}{{- $cluster = append $cluster "webhook.enabled=false" }}{{- end }}
{{- if .Values.metrics.secure }}{{- $cluster = append $cluster "metrics.secure=false" }}{{- end }}
{{- if $cluster }}
{{- fail (printf "rbac.mode=namespaced has no rights outside of its namespace, which webhook.enabled (a registration for the whole cluster) and metrics.secure (token reviews) need. Add: --set %s" (join "," $cluster)) }}
{{- end }}
{{- end }}
{{- if and (eq (toString .Values.metrics.serviceMonitor.enabled) "true") (not .Values.metrics.service.enabled) }}
{{- fail "metrics.serviceMonitor.enabled=true needs the Service that it selects. Add: --set metrics.service.enabled=true" }}
{{- end }}
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
