namespace BackupTools.Abstractions;

/// <summary>
/// What a person sets, by the name that it has where the person sets it. An error says which of them to give or to leave out;
/// the library does not know whether that is typed as a parameter or filled in as a field, so whoever shows the error
/// says how names are written there.
/// </summary>
public static class Setting
{
    /// <summary>Writes a setting's name as it is written where people set it; as it is, unless somebody says otherwise.</summary>
    public static Func<string, string> Naming { get; set; } = name => name;

#pragma warning disable CS1591 // Each is the name of the setting that it is called by.
    public static string AllowForeignStatement => Naming(nameof(AllowForeignStatement));

    public static string AllowPartial => Naming(nameof(AllowPartial));

    public static string AllowSuperuser => Naming(nameof(AllowSuperuser));

    public static string CanLogin => Naming(nameof(CanLogin));

    public static string Connection => Naming(nameof(Connection));

    public static string CreateRole => Naming(nameof(CreateRole));

    public static string Credential => Naming(nameof(Credential));

    public static string DataOnly => Naming(nameof(DataOnly));

    public static string Database => Naming(nameof(Database));

    public static string Definer => Naming(nameof(Definer));

    public static string DropOwned => Naming(nameof(DropOwned));

    public static string Exclude => Naming(nameof(Exclude));

    public static string ExcludeDatabase => Naming(nameof(ExcludeDatabase));

    public static string ExcludeTable => Naming(nameof(ExcludeTable));

    public static string Force => Naming(nameof(Force));

    public static string Gzip => Naming(nameof(Gzip));

    public static string IfExists => Naming(nameof(IfExists));

    public static string Include => Naming(nameof(Include));

    public static string IncludePasswordHash => Naming(nameof(IncludePasswordHash));

    public static string Key => Naming(nameof(Key));

    public static string NoOwner => Naming(nameof(NoOwner));

    public static string NoPrivileges => Naming(nameof(NoPrivileges));

    public static string OnObjectError => Naming(nameof(OnObjectError));

    public static string Passphrase => Naming(nameof(Passphrase));

    public static string Password => Naming(nameof(Password));

    public static string PerFeature => Naming(nameof(PerFeature));

    public static string PowerShellPath => Naming(nameof(PowerShellPath));

    public static string ReassignTo => Naming(nameof(ReassignTo));

    public static string Recipient => Naming(nameof(Recipient));

    public static string RequireSignature => Naming(nameof(RequireSignature));

    public static string Scheduler => Naming(nameof(Scheduler));

    public static string Schema => Naming(nameof(Schema));

    public static string Scope => Naming(nameof(Scope));

    public static string ScratchPath => Naming(nameof(ScratchPath));

    public static string SharedSecret => Naming(nameof(SharedSecret));

    public static string SigningKey => Naming(nameof(SigningKey));

    public static string Table => Naming(nameof(Table));

    public static string TargetDatabase => Naming(nameof(TargetDatabase));

    public static string TargetPath => Naming(nameof(TargetPath));

    public static string TrustedKey => Naming(nameof(TrustedKey));

    public static string ValidUntil => Naming(nameof(ValidUntil));

    public static string Verify => Naming(nameof(Verify));
#pragma warning restore CS1591
}
