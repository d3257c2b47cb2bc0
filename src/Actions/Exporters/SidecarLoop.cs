namespace ModelMonitor.Actions;

/// <summary>Keeps an exporter's program running, so that one that ends makes neither its container nor the model's pod unready.</summary>
internal static class SidecarLoop
{
    /// <summary>
    /// For <c>/bin/sh -c</c>: the program and its arguments follow as parameters and are never read as shell text. The pause between two
    /// starts doubles from 1 s to 60 s. SIGTERM ends whatever runs, program or pause, and then the loop with 0.
    /// </summary>
    /// <remarks>
    /// Everything runs in the background because a shell takes signals at once only while it waits. The kubelet reads <c>$(NAME)</c> and
    /// <c>$$</c> in commands before a shell does: the script has neither.
    /// </remarks>
    public const string Script = """
        end() {
          if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null; wait "$child"; fi
          exit 0
        }
        child=
        pause=1
        trap end TERM INT
        while :; do
          "$@" &
          child=$!
          wait "$child"
          echo "the exporter ended with $?; it is started again in $pause s" >&2
          sleep "$pause" &
          child=$!
          wait "$child"
          pause=$((pause * 2))
          if [ "$pause" -gt 60 ]; then pause=60; fi
        done
        """;
}
