using System.Diagnostics;

namespace ModelMonitor.Tests.Integration.Cli;

/// <summary>A real Nagios with one host and one service, in a temporary folder, for as long as this object lives.</summary>
internal sealed class NagiosProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nagios").FullName;
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="kubeconfig">The way to the API server.</param>
    /// <param name="ns">The namespace of the ModelMonitor chat.</param>
    public NagiosProcess(string plugin, string kubeconfig, string ns)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "checkresults"));
        File.WriteAllText(Path.Combine(_folder, "objects.cfg"), Objects(plugin, kubeconfig, ns));
        File.WriteAllText(Path.Combine(_folder, "nagios.cfg"), $"""
            cfg_file={_folder}/objects.cfg
            log_file={_folder}/nagios.log
            object_cache_file={_folder}/objects.cache
            status_file={_folder}/status.dat
            status_update_interval=1
            lock_file={_folder}/nagios.pid
            temp_file={_folder}/nagios.tmp
            temp_path={_folder}
            check_result_path={_folder}/checkresults
            query_socket={_folder}/nagios.qh
            nagios_user={Environment.UserName}
            nagios_group={Environment.UserName}
            service_check_timeout=60
            interval_length=1
            check_external_commands=0
            retain_state_information=0
            use_syslog=0
            check_for_updates=0
            enable_notifications=0

            """);
        _process = Process.Start(new ProcessStartInfo("nagios4", [Path.Combine(_folder, "nagios.cfg")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What Nagios shows of the service: its status file's entries; null while it was not checked.</summary>
    public Dictionary<string, string>? Service()
    {
        if (_process.HasExited) throw new InvalidOperationException($"nagios ended: {File.ReadAllText(Path.Combine(_folder, "nagios.log"))}");
        var file = Path.Combine(_folder, "status.dat");
        if (!File.Exists(file)) return null;
        var entries = File.ReadAllLines(file).SkipWhile(l => l != "servicestatus {").Skip(1).TakeWhile(l => l.Trim() != "}")
            .Select(l => l.Trim().Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        return entries.GetValueOrDefault("has_been_checked") == "1" ? entries : null;
    }

    public async ValueTask DisposeAsync()
    {
        // Its workers end with it.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Objects(string plugin, string kubeconfig, string ns) => $$"""
        define timeperiod {
          timeperiod_name always
          alias always
          sunday 00:00-24:00
          monday 00:00-24:00
          tuesday 00:00-24:00
          wednesday 00:00-24:00
          thursday 00:00-24:00
          friday 00:00-24:00
          saturday 00:00-24:00
        }
        define command {
          command_name check_modelmonitor
          command_line {{plugin}} check $ARG1$ -n $ARG2$ --kubeconfig {{kubeconfig}} -t 30
        }
        define contact {
          contact_name nobody
          host_notifications_enabled 0
          service_notifications_enabled 0
          host_notification_period always
          service_notification_period always
          host_notification_commands check_modelmonitor
          service_notification_commands check_modelmonitor
        }
        define host {
          host_name cluster
          address 127.0.0.1
          max_check_attempts 1
          check_period always
          active_checks_enabled 0
          contacts nobody
        }
        define service {
          host_name cluster
          service_description chat
          check_command check_modelmonitor!chat!{{ns}}
          check_period always
          max_check_attempts 1
          check_interval 2
          retry_interval 1
          contacts nobody
        }

        """;
}
