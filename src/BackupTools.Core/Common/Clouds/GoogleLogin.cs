using System.Text;
using Google.Apis.Auth.OAuth2;
using Newtonsoft.Json.Linq;

namespace BackupTools.Common.Clouds;

/// <summary>
/// Whoever this process, user or machine is to Google Cloud: the application default credentials. Google's library finds them once in the life of a
/// process, and would not see what is set after that.
/// </summary>
internal static class GoogleLogin
{
    private const int MostBytes = 64 * 1024;
    private const string Variable = "GOOGLE_APPLICATION_CREDENTIALS";
    private const string MachineVariable = "GCE_METADATA_HOST";

    /// <summary>Finds them.</summary>
    /// <exception cref="InvalidOperationException">There are none, or none that can be used; its text says which.</exception>
    public static async Task<GoogleCredential> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return OfFile(named, $"{Variable} names '{named}', which");
        string users = UsersFile();
        if (File.Exists(users))
            return OfFile(users, $"This user's login to Google Cloud, '{users}',");
        return Environment.GetEnvironmentVariable(MachineVariable) is { Length: > 0 } || await ComputeCredential.IsRunningOnComputeEngine()
            ? GoogleCredential.FromComputeCredential()
            : throw new InvalidOperationException($"{Variable} is not set, this user has not logged in, and this is no machine of Google Cloud.");
    }

    /// <summary>The text of a file of credentials, of which none is large.</summary>
    /// <param name="path">The file.</param>
    public static string TextOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[MostBytes];
        int count = file.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\ufeff');
    }

    private static string UsersFile()
    {
        string folder = Environment.GetEnvironmentVariable("CLOUDSDK_CONFIG") is { Length: > 0 } own
            ? own
            : OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "gcloud")
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "gcloud");
        return Path.Combine(folder, "application_default_credentials.json");
    }

    private static GoogleCredential OfFile(string path, string whose)
    {
        string text;
        try
        {
            text = TextOf(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidOperationException($"{whose} cannot be read: {e.Message}");
        }

        try
        {
            return CredentialFactory.FromJson(text, (string?)JObject.Parse(text)["type"]);
        }
        catch (Exception)
        {
            // Whatever a library says of a file of secrets might have some of it.
            throw new InvalidOperationException($"{whose} has no credentials that can be used.");
        }
    }
}
