using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Sessions;

/// <summary>Tries what a server or its grants may not allow.</summary>
internal static class Denied
{
    /// <summary>Does it.</summary>
    /// <returns>False where it is not allowed.</returns>
    public static async Task<bool> TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return true;
        }
        catch (BackupException e) when (e.Code == ErrorCode.DatabaseAccessDenied)
        {
            return false;
        }
    }
}
