using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Core.Pipeline;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>
/// Lets one operation make one request. The maker's streams ask again by themselves when an answer breaks off, whatever is said of retries;
/// here whoever calls does.
/// </summary>
internal sealed class OneRequestPolicy : HttpPipelinePolicy
{
    private const string Property = "BackupTools.Request";

    /// <summary>The operation that begins here, in this flow of control.</summary>
    public static IDisposable Begin() =>
        HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = new StrongBox<HttpMessage?>() });

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        return ProcessNextAsync(message, pipeline);
    }

    private static void Check(HttpMessage message)
    {
        if (!message.TryGetProperty(Property, out object? found) || found is not StrongBox<HttpMessage?> first)
            return;
        first.Value ??= message;
        if (first.Value != message)
            throw new IOException("The service's answer was cut short.");
    }
}
