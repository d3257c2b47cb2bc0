namespace ModelMonitor.Kubernetes;

/// <summary>An object by which another controller scales a workload of its namespace.</summary>
public interface IAutoscaler : IKubernetesObject
{
    /// <summary>What it shall do; null in an object that is none.</summary>
    AutoscalerSpec? Spec { get; set; }
}

/// <summary>A type of such objects.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IAutoscaler<TSelf> : IAutoscaler, IKubernetesObject<TSelf>
    where TSelf : class, IAutoscaler<TSelf>;
