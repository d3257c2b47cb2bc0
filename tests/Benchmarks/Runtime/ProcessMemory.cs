using System.Globalization;

namespace ModelMonitor.Tests.Benchmarks.Runtime;

/// <summary>Memory of a process as the kernel counts it.</summary>
/// <param name="ResidentMegabytes">Resident now.</param>
/// <param name="PeakMegabytes">The most that was ever resident.</param>
internal readonly record struct ProcessMemory(double ResidentMegabytes, double PeakMegabytes)
{
    public static ProcessMemory Of(int pid)
    {
        var lines = File.ReadAllLines($"/proc/{pid}/status");
        return new(Megabytes("VmRSS:"), Megabytes("VmHWM:"));

        double Megabytes(string name) =>
            double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
