BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $isThere = (Get-LiveS3).Count -gt 0
    $isAzureThere = (Get-LiveAzureBlob).Count -gt 0
    $isGoogleThere = (Get-LiveGoogleCloud).Count -gt 0
}

Describe 'A storage of S3' -Skip:(-not $isThere) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = Get-LiveS3
        $key = [pscredential]::new($live.Id, (ConvertTo-SecureString $live.Secret -AsPlainText -Force))
        $store = New-BackupStorage s3://backups/shop -Credential $key -Option @{ Endpoint = $live.Endpoint; StorageClass = 'STANDARD_IA' }
    }
    AfterAll { Pop-Location }

    It 'shows where it is, and nothing of the key' {
        $store.Kind, $store.Location, $store.UserName | Should -Be S3, s3://backups/shop, $live.Id
        Assert-Hidden $store $live.Secret
    }

    It 'takes a backup through its whole life' {
        Assert-Life $store s3://backups/shop
    }

    It 'finds its key in the environment too' {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $live.Id, $live.Secret
        try {
            $open = New-BackupStorage s3://backups/environment -Option @{ Endpoint = $live.Endpoint; Region = 'us-east-1' }
            (Backup-Database ./shop.db -Storage $open | Test-Backup -Level Full).Passed | Should -BeTrue
        }
        finally { $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $null, $null }
    }

    It 'that refuses says why: <Name>' -ForEach @(
        @{ Name = 'a wrong key'; Location = 's3://backups/shop'; Secret = 'wrong'; Id = 'StorageAccessDenied' }
        @{ Name = 'no such bucket'; Location = 's3://no-such-bucket/shop'; Secret = $null; Id = 'StorageNotFound' }
    ) {
        $credential = $Secret ? [pscredential]::new($live.Id, (ConvertTo-SecureString $Secret -AsPlainText -Force)) : $key
        $other = New-BackupStorage $Location -Credential $credential -Option @{ Endpoint = $live.Endpoint }
        Backup-Database ./shop.db -Storage $other -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}

Describe 'A key of AWS KMS' -Skip:(-not $isThere) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = Get-LiveS3
        $uri = "awskms://alias/backups?region=us-east-1&endpoint=$($live.Endpoint)"
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $live.Id, $live.Secret
        function Get-Id([scriptblock] $Script) { (& { try { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } } catch { $_ } }).FullyQualifiedErrorId -replace ',.*' }
    }
    AfterAll {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $null, $null
        Pop-Location
    }

    It 'opens a backup for whoever names it, and for nobody else' {
        $backup = Backup-Database ./shop.db -Storage ./kms -Recipient $uri
        $backup.Recipients | Should -Be 'awskms://alias/backups?region=us-east-1'
        ($backup | Test-Backup -Level Restore -Key $uri).Passed | Should -BeTrue
        ($backup | Restore-Database -TargetPath ./from-kms.db -Key $uri -Verify).Tables | Should -BeGreaterThan 3
        Get-Id { $backup | Restore-Database -TargetPath ./no.db } | Should -Be 'KeyMissing'
        $env:AWS_SECRET_ACCESS_KEY = 'wrong'
        try { Get-Id { $backup | Restore-Database -TargetPath ./no.db -Key $uri } | Should -Be 'KeyServiceFailed' }
        finally { $env:AWS_SECRET_ACCESS_KEY = $live.Secret }
        Test-Path ./no.db | Should -BeFalse
        Get-ChildItem ./kms | Get-Content -Raw | Should -Not -Match ([regex]::Escape($live.Secret))
    }

    It 'is added to backups that are there, and used by jobs' {
        $phrase = ConvertTo-SecureString 'correct horse battery' -AsPlainText -Force
        $backup = Backup-Database ./shop.db -Storage ./kms2 -Passphrase $phrase
        ($backup | Update-BackupKey -Recipient $uri -Passphrase $phrase).Result | Should -Be 'Added'
        ($backup | Update-BackupKey -Recipient $uri -Passphrase $phrase).Result | Should -Be 'Unchanged'
        ($backup | Test-Backup -Key $uri).Passed | Should -BeTrue
        Set-Content ./job.yaml "connection: ./shop.db`nstorage: ./jobs`nverify: quick`nencryption: { recipient: '$uri' }"
        Test-BackupJob ./job.yaml -ErrorAction Stop | Should -BeNullOrEmpty
        (Invoke-BackupJob ./job.yaml).Test.Passed | Should -BeTrue
    }

    It 'that is none is refused before anything is made' {
        Get-Id { Backup-Database ./shop.db -Storage ./x -Recipient "awskms://alias/nowhere?region=us-east-1&endpoint=$($live.Endpoint)" } | Should -Be 'KeyServiceFailed'
        Get-Id { Backup-Database ./shop.db -Storage ./x -Recipient 'azurekeyvault://evil.example.com/keys/a' } | Should -Be 'KeyNotFound'
        Get-Id { Backup-Database ./shop.db -Storage ./x -Recipient 'hashivault://backups' } | Should -Be 'KeyServiceFailed'
        Get-ChildItem ./x -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'A location of S3' {
    It 'with a key in it is refused, and the key is not repeated' {
        New-BackupStorage 's3://AKIAID:topsecret@bucket/p' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StorageNotUnderstood,*'
        "$($errors[0] | Format-List * -Force | Out-String)" | Should -Not -Match topsecret
    }

    It 'is completed where a storage is asked for' {
        (TabExpansion2 'Get-Backup s3' 13).CompletionMatches.CompletionText | Should -Contain 's3://'
    }
}

Describe 'A storage of Azure' -Skip:(-not $isAzureThere) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = Get-LiveAzureBlob
        $location = "azblob://$($live.Id)/backups"
        $key = [pscredential]::new($live.Id, (ConvertTo-SecureString $live.Secret -AsPlainText -Force))
        $store = New-BackupStorage $location/shop -Credential $key -Option @{ Endpoint = $live.Endpoint; AccessTier = 'Cool' }
    }
    AfterAll { Pop-Location }

    It 'shows where it is, and nothing of the key' {
        $store.Kind, $store.Location, $store.UserName | Should -Be AzBlob, "$location/shop", $live.Id
        Assert-Hidden $store $live.Secret
    }

    It 'takes a backup through its whole life' {
        Assert-Life $store $location/shop
    }

    It 'finds <Name> in the environment too' -ForEach @(
        @{ Name = 'a connection string'; Values = { @{ AZURE_STORAGE_CONNECTION_STRING = "AccountName=$($live.Id);AccountKey=$($live.Secret);BlobEndpoint=$($live.Endpoint)" } } }
        @{ Name = 'a key'; Values = { @{ AZURE_STORAGE_ACCOUNT = $live.Id; AZURE_STORAGE_KEY = $live.Secret } } }
    ) {
        $set = & $Values
        $set.GetEnumerator() | ForEach-Object { Set-Item "env:$($_.Key)" $_.Value }
        try {
            $options = $set.ContainsKey('AZURE_STORAGE_KEY') ? @{ Option = @{ Endpoint = $live.Endpoint } } : @{}
            $open = New-BackupStorage $location/environment @options
            (Backup-Database ./shop.db -Storage $open | Test-Backup -Level Full).Passed | Should -BeTrue
        }
        finally { $set.Keys | ForEach-Object { Remove-Item "env:$_" } }
    }

    It 'refuses a key of the environment that is another account''s' {
        $env:AZURE_STORAGE_ACCOUNT, $env:AZURE_STORAGE_KEY = 'other', $live.Secret
        try {
            Get-Backup $location/shop -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            "$($errors[0])" | Should -Match AZURE_STORAGE_ACCOUNT
        }
        finally { $env:AZURE_STORAGE_ACCOUNT, $env:AZURE_STORAGE_KEY = $null, $null }
    }

    It 'that refuses says why: <Name>' -ForEach @(
        @{ Name = 'a wrong key'; Container = 'backups'; Secret = [Convert]::ToBase64String([byte[]] (1..64)); Id = 'StorageAccessDenied' }
        @{ Name = 'no such container'; Container = 'no-such-container'; Secret = $null; Id = 'StorageNotFound' }
    ) {
        $credential = $Secret ? [pscredential]::new($live.Id, (ConvertTo-SecureString $Secret -AsPlainText -Force)) : $key
        $other = New-BackupStorage "azblob://$($live.Id)/$Container/shop" -Credential $credential -Option @{ Endpoint = $live.Endpoint }
        Backup-Database ./shop.db -Storage $other -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'loads what logs in for nobody who has a key' {
        Invoke-Pwsh @"
            `$key = [pscredential]::new('$($live.Id)', (ConvertTo-SecureString '$($live.Secret)' -AsPlainText -Force))
            @(Get-Backup (New-BackupStorage $location/shop -Credential `$key -Option @{ Endpoint = '$($live.Endpoint)' })).Count
            `$mine = [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq BackupTools
            'Azure.Storage.Blobs' -in `$mine.Assemblies.GetName().Name
            @(`$mine.Assemblies.GetName().Name -like 'Microsoft.Identity*').Count
"@ | Should -Be '0', 'True', '0'
    }
}

Describe 'A location of Azure' {
    It 'with a token in it is refused, and the token is not repeated' {
        New-BackupStorage 'azblob://acme/backups?sv=1&sig=topsecret' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StorageNotUnderstood,*'
        "$($errors[0] | Format-List * -Force | Out-String)" | Should -Not -Match topsecret
    }

    It 'is completed where a storage is asked for' {
        (TabExpansion2 'Get-Backup az' 13).CompletionMatches.CompletionText | Should -Contain 'azblob://'
    }
}

Describe 'A storage of Google' -Skip:(-not $isGoogleThere) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = Get-LiveGoogleCloud
        $user = ($live.Secret | ConvertFrom-Json).client_email
        $key = [pscredential]::new($user, (ConvertTo-SecureString $live.Secret -AsPlainText -Force))
        $store = New-BackupStorage gs://backups/shop -Credential $key -Option @{ Endpoint = $live.Endpoint; StorageClass = 'NEARLINE' }
    }
    AfterAll { Pop-Location }

    It 'shows where it is, and nothing of the key' {
        $store.Kind, $store.Location, $store.UserName | Should -Be GS, gs://backups/shop, $user
        Assert-Hidden $store ($live.Secret | ConvertFrom-Json).private_key.Split("`n")[3]
    }

    It 'takes a backup through its whole life' {
        Assert-Life $store gs://backups/shop
    }

    It 'finds its key in a file too' {
        Set-Content ./key.json $live.Secret
        $open = New-BackupStorage gs://backups/file -Option @{ Endpoint = $live.Endpoint; KeyFile = (Resolve-Path ./key.json).Path }
        (Backup-Database ./shop.db -Storage $open | Test-Backup -Level Full).Passed | Should -BeTrue
    }

    It 'that refuses says why: <Name>' -ForEach @(
        @{ Name = 'a wrong key'; Location = 'gs://backups/shop'; IsForged = $true; Id = 'StorageAccessDenied' }
        @{ Name = 'no such bucket'; Location = 'gs://no-such-bucket/shop'; IsForged = $false; Id = 'StorageNotFound' }
    ) {
        $credential = $IsForged ? [pscredential]::new($user, (ConvertTo-SecureString $live.Forged -AsPlainText -Force)) : $key
        $other = New-BackupStorage $Location -Credential $credential -Option @{ Endpoint = $live.Endpoint }
        Backup-Database ./shop.db -Storage $other -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'loads the maker''s library when it is asked, and not before' {
        Set-Content ./key.json $live.Secret
        Invoke-Pwsh @"
            `$mine = { @(([Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq BackupTools).Assemblies.GetName().Name) }
            `$store = New-BackupStorage gs://backups/nothing -Option @{ Endpoint = '$($live.Endpoint)'; KeyFile = '$((Resolve-Path ./key.json).Path)' }
            @((& `$mine) -like 'Google*').Count
            @(Get-Backup `$store).Count
            'Google.Apis.Storage.v1' -in (& `$mine)
"@ | Should -Be '0', '0', 'True'
    }
}

Describe 'A location of Google' {
    It 'with a secret in it is refused, and the secret is not repeated' {
        New-BackupStorage 'gs://bucket/p?access_token=topsecret' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StorageNotUnderstood,*'
        "$($errors[0] | Format-List * -Force | Out-String)" | Should -Not -Match topsecret
    }

    It 'is completed where a storage is asked for' {
        (TabExpansion2 'Get-Backup gs' 13).CompletionMatches.CompletionText | Should -Contain 'gs://'
    }
}
