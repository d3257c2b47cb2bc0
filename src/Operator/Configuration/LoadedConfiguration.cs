using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Configuration;

/// <summary>A checked configuration with the presets that belong to it.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Engines">The presets; the same instance as long as no file of theirs changes.</param>
/// <param name="Fingerprint">Changes with any byte of the files that it was read from.</param>
public sealed record LoadedConfiguration(OperatorConfiguration Configuration, EngineCatalog Engines, ConfigurationFingerprint Fingerprint);
