"""What officers and citizens of the demo write; the complaints themselves are real."""

DISPATCH_NOTES = (
    "Mohon dicek ke lokasi dan dijawab sesuai kewenangan.",
    "Mohon ditindaklanjuti. Laporan serupa pernah masuk bulan lalu.",
    "Mohon jawaban yang menyebut tindakan dan tanggalnya.",
    "Menyangkut keselamatan warga, mohon didahulukan.",
)
FIRST_WORDS = (
    "Laporan Anda sudah kami terima. Petugas kami memeriksa lokasi pekan ini.",
    "Terima kasih atas laporannya. Kami sedang mencocokkan data dengan petugas di lapangan.",
    "Laporan sudah kami teruskan kepada bidang yang menangani. Hasilnya kami kabarkan di sini.",
)
ANSWERS = (
    "Petugas kami sudah memeriksa lokasi dan memperbaiki kerusakan. Bila masih ada yang kurang, "
    "balas pesan ini atau datang ke kantor kami pada jam kerja.",
    "Setelah kami periksa, laporan Anda benar. Petugas sudah ditegur dan pelayanan kembali sesuai "
    "standar. Biaya yang tidak semestinya dikembalikan.",
    "Data Anda sudah kami perbaiki dan dapat diambil di loket dengan membawa kartu identitas. "
    "Pelayanan ini tidak dipungut biaya.",
    "Pengangkutan di tempat itu kami tambah menjadi tiga kali sepekan sejak kemarin. Jadwalnya "
    "kami pasang di balai desa.",
    "Kami sudah bertemu warga dan pengurus setempat. Disepakati langkah perbaikan dan "
    "pengawasannya; berita acaranya ada di kantor kami.",
)
EVIDENCES = (
    "Foto sesudah pekerjaan, disimpan di kantor kami",
    "Berita acara pemeriksaan di tempat",
    "Catatan buku kerja petugas",
)
OF_A_POINT = (
    "Sudah kami periksa di tempat dan kami kerjakan hari itu juga.",
    "Penjelasannya sudah kami sampaikan, dan daftarnya kami pasang di loket.",
    "Petugas sudah datang. Yang kurang kami lengkapi.",
)
REFUSALS = (
    (
        "Syaratnya sama untuk semua orang, jadi permintaan ini tidak dapat dikabulkan.",
        "UU 25/2009 pasal 21: standar pelayanan",
    ),
)
PROMISES = (
    "Pekerjaan memerlukan alat berat dan masuk jadwal kami. Selama menunggu, kami pasang rambu.",
    "Anggarannya tersedia pada perubahan tahun ini. Pekerjaan dimulai setelah pengadaan selesai.",
)
REPLIES = (
    "Terima kasih, tetapi di ujung jalan masih sama seperti dulu. Mohon dilihat lagi.",
    "Apakah ini juga berlaku untuk warga desa sebelah?",
)
CONTESTS = (
    "Sampai hari ini belum ada petugas yang datang.",
    "Hanya sebagian yang dikerjakan, sisanya masih rusak.",
)
QUESTIONS = (
    "Di RT dan RW berapa tepatnya, dan sejak kapan terjadi?",
    "Mohon sebutkan nama kantor yang Anda datangi dan tanggalnya.",
)
COMPLETIONS = ("Di RT 3 RW 5, dekat mushola. Sejak awal bulan.", "Minggu lalu, hari Selasa pagi.")
DECLINES = (
    "Bukan kewenangan kami. Aset ini tercatat pada dinas lain.",
    "Urusan ini ditangani dinas lain menurut tugas dan fungsinya.",
)
RETURNS = (
    "Bukan kewenangan kabupaten. Mohon diteruskan kepada instansi yang berwenang.",
    "Jalan ini berstatus jalan nasional.",
    "Pelayanan ini diselenggarakan instansi vertikal.",
)
OUTCOMES = ("Instansi tersebut menyatakan gangguan sudah diperbaiki.",)
CLOSINGS = ("Jawaban sudah lengkap dan pelapor sudah dihubungi lewat telepon.",)
ARCHIVES = (
    "Laporan tidak menyebut tempat, waktu, atau kantor, dan tidak dapat dihubungi kembali.",
    "Isi laporan terlalu umum untuk ditindaklanjuti. Silakan kirim lagi dengan tempat dan waktu.",
)
REFERRALS = ("Lebih dari 60 hari belum selesai dan pelapor menyetujui.",)
