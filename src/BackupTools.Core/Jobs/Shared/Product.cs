namespace BackupTools.Jobs;

/// <summary>What archives say wrote them.</summary>
internal static class Product
{
    public static string NameAndVersion { get; } = $"BackupTools {typeof(Product).Assembly.GetName().Version!.ToString(3)}";
}
