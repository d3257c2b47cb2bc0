using static ModelMonitor.Tests.Integration.Engines.Variation;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>Per engine a renamed metric and a missing label; what they must give stands in <see cref="Expectations"/>.</summary>
internal static class Variations
{
    public static IReadOnlyList<Variation> All { get; } =
    [
        OfMetric("vllm", "0.32", "vllm:time_to_first_token_seconds", "vllm:ttft_seconds"),
        OfLabel("vllm", "0.32", "reason"),
        OfLabel("vllm", "0.32", "finished_reason", "other-reason"),
        OfMetric("sglang", "0.5", "sglang:queue_time_seconds", "sglang:waiting_time_seconds"),
        OfLabel("sglang", "0.5", "status_code"),
        OfMetric("tgi", "3", "tgi_request_duration", "tgi_request_duration_seconds"),
        OfLabel("tgi", "3", "err"),
        OfMetric("trtllm-serve", "1.3", "trtllm_kv_cache_utilization", "trtllm_kv_cache_usage"),
        OfLabel("trtllm-serve", "1.3", "http_code"),
        OfMetric("nim", "1", "time_to_first_token_seconds", "ttft_seconds"),
        OfLabel("nim", "2", "finished_reason"),
        OfMetric("dynamo", "1.0", "dynamo_frontend_inter_token_latency_seconds", "dynamo_frontend_itl_seconds"),
        OfLabel("dynamo", "1.0", "status"),
        OfMetric("llama-cpp", "b10519", "llamacpp:requests_deferred", "llamacpp:requests_waiting"),
        OfMetric("triton", "2.60", "nv_inference_queue_duration_us", "nv_inference_queue_time_us"),
        OfLabel("triton", "2.60", "reason"),
        OfMetric("triton-tensorrt-llm", "2.60", "nv_trt_llm_request_metrics", "nv_trt_llm_requests"),
        OfLabel("triton-tensorrt-llm", "2.60", "kv_cache_block_type"),
        OfMetric("kserve", "0.15", "request_predict_seconds", "request_inference_seconds"),
        OfLabel("kserve", "0.15", "model_name"),
        OfMetric("tensorflow-serving", "2.19", ":tensorflow:serving:request_latency", ":tensorflow:serving:request_time"),
        OfLabel("tensorflow-serving", "2.19", "status"),
        OfMetric("torchserve", "0.12", "Requests2XX", "Requests2xx"),
        OfLabel("torchserve", "0.12", "model_name"),
        OfMetric("ray-serve", "2.49-vllm", "ray_vllm_", "ray_vllm:"),
        OfLabel("ray-serve", "2.49", "status_code"),
        OfMetric("opentelemetry-http", "1.27", "http_server_active_requests", "http_server_open_requests"),
        OfLabel("opentelemetry-http", "1.27", "http_response_status_code"),
        OfMetric("istio", "1.27", "istio_request_duration_milliseconds", "istio_request_duration_seconds"),
        OfLabel("istio", "1.27", "response_code"),
        OfMetric("ingress-nginx", "1.13", "nginx_ingress_controller_header_duration_seconds", "nginx_ingress_controller_first_byte_seconds"),
        OfLabel("ingress-nginx", "1.13", "status"),
        OfMetric("dcgm", "4.8", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_TEMPERATURE"),
        OfLabel("dcgm", "4.8", "pod"),
        OfMetric("nvidia-gpu-exporter", "1.8", "nvidia_smi_memory_total_bytes", "nvidia_smi_memory_bytes"),
        OfMetric("amd", "1.5-mi300", "gpu_gfx_activity", "gpu_gfx_busy"),
        OfLabel("amd", "1.5-mi300", "pod"),
        OfMetric("intel-xpu", "1.2", "xpum_engine_ratio", "xpum_gpu_ratio"),
        OfLabel("intel-xpu", "1.2", "kube_pod"),
        OfMetric("ascend", "7.0", "npu_chip_info_hbm_total_memory", "npu_chip_info_hbm_memory"),
        OfLabel("ascend", "7.0", "pod_name"),
        OfMetric("tpu", "gke-1.35", "duty_cycle{", "busy_cycle{"),
        OfLabel("tpu", "gke-1.35", "make"),
        OfMetric("cadvisor", "kubelet-1.34", "container_cpu_usage_seconds_total", "container_cpu_seconds_total"),
        OfLabel("cadvisor", "kubelet-1.34", "container"),
    ];
}
