using Azure.Core;
using Azure.Identity;

namespace BackupTools.Common.Clouds;

/// <summary>Whoever this process or this user is to Azure: the environment, a workload, a managed identity, the tools of a developer.</summary>
internal static class AzureLogin
{
    private static readonly Dictionary<Uri, TokenCredential> Known = [];

    /// <summary>The same for all services of a cloud, since finding out who one is may take seconds.</summary>
    /// <param name="host">The name of the service's host, which says the cloud.</param>
    public static TokenCredential Of(string host)
    {
        Uri authority = host switch
        {
            _ when Environment.GetEnvironmentVariable("AZURE_AUTHORITY_HOST") is { Length: > 0 } text && Uri.TryCreate(text, UriKind.Absolute, out Uri? own) => own,
            _ when host.EndsWith(".usgovcloudapi.net", StringComparison.OrdinalIgnoreCase) => AzureAuthorityHosts.AzureGovernment,
            _ when host.EndsWith(".chinacloudapi.cn", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) => AzureAuthorityHosts.AzureChina,
            _ => AzureAuthorityHosts.AzurePublicCloud,
        };
        lock (Known)
        {
            return Known.TryGetValue(authority, out TokenCredential? known) ? known : Known[authority] = new DefaultAzureCredential(new DefaultAzureCredentialOptions
            {
                AuthorityHost = authority, ExcludeInteractiveBrowserCredential = true, ExcludeBrokerCredential = true,
            });
        }
    }
}
